"""One file a page; every page keeps the promise enter / refresh(touched) / leave."""

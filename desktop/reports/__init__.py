"""Tables out: figures come in, xlsx and PDF go out. No Qt."""

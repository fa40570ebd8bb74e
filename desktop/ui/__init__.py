"""The only place that speaks Qt: window, pages, dialogs, widgets. Facts come in frozen, wishes go out as calls."""

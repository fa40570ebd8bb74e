"""The same record without a screen: one module per group of subcommands. No Qt."""

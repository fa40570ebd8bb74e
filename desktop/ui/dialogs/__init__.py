"""A dialog answers with a frozen value and saves nothing."""

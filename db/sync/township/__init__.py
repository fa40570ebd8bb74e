"""A township's side: what waits to be handed over, the package it goes in, and the county's answer read."""

"""Leads brought in from files: read in a process of its own, staged by COPY, checked and written set by set."""

"""Rough treatment over HTTP: many persons, kills at random moments, two people at one task. Exit code 1 when it hurts."""

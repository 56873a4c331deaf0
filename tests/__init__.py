"""Tests: `unit` needs nothing, `integration` a real PostgreSQL, `browser` a real browser."""

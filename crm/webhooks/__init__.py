"""Webhooks: programs that hear of events, and programs that make leads by signed calls."""

"""Webhooks at work: what other programs tell, and what they are told."""

"""Predictive scoring: features as of a moment, training, prediction."""

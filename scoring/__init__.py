"""How likely a lead is to become an opportunity: a score from 1 to 100, and the band it falls into."""

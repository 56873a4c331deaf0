"""Records and the people who work on them: leads, contacts, accounts, opportunities, orders and what surrounds them."""

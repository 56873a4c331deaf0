"""Records around the lead: leads, contacts, accounts, opportunities, orders, activities, lookups, people."""

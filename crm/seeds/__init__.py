"""What every installation begins with: the values of all lookups. Adding them again never overwrites an edit."""

from crm.seeds.planting import seed

__all__ = ["seed"]

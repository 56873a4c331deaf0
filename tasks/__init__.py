"""Where processes meet records: user tasks and inbox, forms, operations, notifications, background jobs."""

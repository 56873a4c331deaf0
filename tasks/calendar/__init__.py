"""The calendar: tasks and meetings of a person or of all whose work they may see, in pages and as iCalendar feed."""

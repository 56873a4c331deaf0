"""What a model must keep to before it is published: one rule a function, each with a name and advice."""

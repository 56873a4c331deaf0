"""From the text of a model to what the engine runs: safe XML, the graph of its steps, forms, and SpiffWorkflow specs."""

"""BPMN host: the only home of SpiffWorkflow and of BPMN XML. It sees a record as an opaque key `(type, id)`."""

"""What goes on where code is hosted: the action, the jobs, the hooks."""

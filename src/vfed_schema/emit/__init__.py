"""Documents made of models and migrations, one module each."""

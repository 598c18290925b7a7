"""The pages of imports: bring files in, see what became of them, take them back."""

"""The pages of the record: imports, refused rows, coverage."""

"""The pages of the API: tokens, the calendar's link, webhooks, and the reference."""

"""What we can give: resources with their texts and files, whom they serve, whom they were given to, and did it help."""

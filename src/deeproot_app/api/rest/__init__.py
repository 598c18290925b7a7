"""The REST API at `/api/v1/`: every table and result to be read, what people do on the pages to be done by programs."""

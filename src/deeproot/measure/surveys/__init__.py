"""What customers marked when they were asked, how sure that is, and whom nobody asked. Tables in, figures out."""

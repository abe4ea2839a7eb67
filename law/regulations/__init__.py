"""The two texts of the Regulations (政府信息公开条例), each with its day."""

"""What the broker asks: may this terminal connect, and use this topic (准入)?"""

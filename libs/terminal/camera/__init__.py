"""The camera agent (摄像头边缘代理): beside the recorder, it speaks for one camera. No video travels over MQTT."""

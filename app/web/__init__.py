"""The pages: server-rendered, whole without JavaScript, no request to another host."""

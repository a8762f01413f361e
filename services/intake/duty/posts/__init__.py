"""A and B posts (AB 岗): who holds each window now, and the dated handing over of what the absent one answered for."""

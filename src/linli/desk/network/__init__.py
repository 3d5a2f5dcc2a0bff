"""服务网络: service points and their coverage, as pages."""

from linli.desk.network.pages import urlpatterns

__all__ = ["urlpatterns"]

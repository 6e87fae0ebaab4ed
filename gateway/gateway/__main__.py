"""`python -m gateway`: run the gateway until SIGTERM; calls under way are finished first."""

from doorkit.serve import run
from gateway.app import create_app
from gateway.settings import GatewaySettings

if __name__ == "__main__":
    settings = GatewaySettings()
    run(create_app(settings), settings.host, settings.port)

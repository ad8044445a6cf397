#!/bin/sh
# Runs coturn with what compose.yaml tells it, and over TLS with the certificate that Caddy has for
# TURN_TLS_DOMAIN: as soon as there is one, and with each new one.
#
#   TURN_SECRET, TURN_REALM, TURN_ADDRESS   secret, realm and public address
#   TURN_TLS_DOMAIN   the name for which Caddy gets the certificate
#   TURN_TLS_PORT     where TLS listens: haproxy.cfg leads port 443 there
#   CADDY_DATA        Caddy's data folder
#   TURN_CONFIG, TURN_FOLDER, TURN_LOOK   the configuration that is shipped, where the one in use
#                                         is written, and seconds from look to look
set -eu
umask 077

config=${TURN_CONFIG:-/etc/turnserver.conf}
folder=${TURN_FOLDER:-/tmp/turn}
# Of several authorities, the one that Caddy asked last.
issued() { ls -t "$CADDY_DATA"/certificates/*/"$TURN_TLS_DOMAIN"/"$TURN_TLS_DOMAIN".crt 2>/dev/null | head -n 1; }

# coturn reads all of it anew as the user that it has become.
give() { [ "$(id -u)" != 0 ] || chown -R nobody "$folder"; }

# Whether there is a certificate that is not in use yet; then it is copied. One
# whose key is not its own yet is in the middle of being renewed.
take() {
    found=$(issued)
    [ -n "$found" ] || return 1
    key=${found%.crt}.key
    cmp -s "$found" "$folder/turn.crt" && cmp -s "$key" "$folder/turn.key" && return 1
    cp "$found" "$folder/turn.crt"
    cp "$key" "$folder/turn.key"
    give
}

# The secret goes into a file, since a command line can be read by everybody on the host.
configure() {
    if [ -e "$folder/turn.crt" ]; then
        grep -v '^no-tls' "$config"
        echo "cert=$folder/turn.crt"
        echo "pkey=$folder/turn.key"
        echo "tls-listening-port=$TURN_TLS_PORT"
    else
        cat "$config"
    fi
    echo "static-auth-secret=$TURN_SECRET"
    echo "realm=$TURN_REALM"
    echo "userdb=$folder/turndb"
    echo "external-ip=$TURN_ADDRESS"
    [ "$(id -u)" != 0 ] || echo "proc-user=nobody"
}

mkdir -p "$folder"
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; }; exit 0' TERM INT
take || true
while :; do
    configure >"$folder/turnserver.conf"
    touch "$folder/turndb"
    give
    secure=$([ ! -e "$folder/turn.crt" ] || echo yes)
    turnserver -c "$folder/turnserver.conf" --log-file=stdout --pidfile="$folder/coturn.pid" &
    server=$!
    while :; do
        # A signal ends a wait, and not a sleep.
        sleep "${TURN_LOOK:-30}" & wait $! || true
        kill -0 "$server" 2>/dev/null || exit 1
        take || continue
        # Files are read anew where they were; it listens for TLS after a start alone.
        [ -z "$secure" ] || { kill -USR2 "$server"; continue; }
        kill "$server"
        wait "$server" || true
        break
    done
done

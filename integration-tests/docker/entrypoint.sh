#!/bin/sh
# Runs a stand-in on fixed ports: 5439 the warehouse, 9000 S3, 8080 the control plane. Arguments go to serve.
set -eu

# The stand-in listens on loopback only. These ports of the container's own address, which Docker publishes, lead there.
address=$(hostname -i | cut -d ' ' -f 1)
case "$address" in
  127.*) ;; # the host's network: loopback is what clients reach
  *)
    for port in 5439 9000 8080; do
      socat "TCP-LISTEN:$port,bind=$address,fork,reuseaddr" "TCP:127.0.0.1:$port" &
    done
    ;;
esac

# serve ends with its stdin; a pipe that is open for writing here too has no end.
rm -f "$HOME/stdin" "$HOME/ready.json"
mkfifo "$HOME/stdin"
exec 3<> "$HOME/stdin"
exec python -m redshift_local serve --json --port 5439 --s3-port 9000 --control-port 8080 "$@" <&3 > "$HOME/ready.json"

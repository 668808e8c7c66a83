// Package connect starts NDNd's engine and object client at a forwarder.
package connect

import (
	"fmt"
	"net/url"

	"github.com/named-data/ndnd/std/engine"
	"github.com/named-data/ndnd/std/engine/face"
	"github.com/named-data/ndnd/std/log"
	"github.com/named-data/ndnd/std/ndn"
	"github.com/named-data/ndnd/std/object"
)

// Client connects to the forwarder at a URI, and serves what is in the store. The process ends with
// status 106 when the connection is lost: so do NDNd's own faces.
//
// It signs with digests and takes every signature for good, for it has no trust configuration.
func Client(uri string, store ndn.Store) (ndn.Client, error) {
	log.Default().SetLevel(log.LevelWarn)
	face, err := faceTo(uri)
	if err != nil {
		return nil, err
	}
	eng := engine.NewBasicEngine(face)
	if err := eng.Start(); err != nil {
		return nil, fmt.Errorf("no connection to %s: %w", uri, err)
	}
	client := object.NewClient(eng, store, nil)
	return client, client.Start()
}

func faceTo(uri string) (ndn.Face, error) {
	where, err := url.Parse(uri)
	if err != nil {
		return nil, err
	}
	switch where.Scheme {
	case "unix":
		return engine.NewUnixFace(where.Path), nil
	case "tcp", "tcp4", "tcp6":
		// NDNd's default face takes every TCP connection for one to another machine, and would
		// register prefixes under /localhop, which forwarders refuse unless told otherwise.
		return face.NewStreamFace(where.Scheme, where.Host, true), nil
	}
	return nil, fmt.Errorf("%s: the scheme must be unix or tcp", uri)
}

// Stop ends what Client started.
func Stop(client ndn.Client) error {
	if err := client.Stop(); err != nil {
		return err
	}
	return client.Engine().Stop()
}

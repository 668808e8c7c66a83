// A client on NDNd's engine alone.
//
//	client --forwarder URI --serve /prefix     answers each Interest under it with its name as text
//	client --forwarder URI --fetch /name
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	enc "github.com/named-data/ndnd/std/encoding"
	"github.com/named-data/ndnd/std/ndn"
	"github.com/named-data/ndnd/std/object/storage"
	"github.com/named-data/ndnd/std/security/signer"
	"github.com/named-data/ndnd/std/types/optional"

	"example.org/svs/interop/internal/connect"
	"example.org/svs/interop/internal/lines"
)

func main() {
	forwarder := flag.String("forwarder", "", "URI of the forwarder")
	serving := flag.String("serve", "", "prefix to serve")
	fetching := flag.String("fetch", "", "name to fetch")
	flag.Parse()
	if *forwarder == "" || (*serving == "") == (*fetching == "") {
		fmt.Fprintln(os.Stderr, "Give --forwarder, and either --serve or --fetch.")
		os.Exit(2)
	}
	if err := run(*forwarder, *serving, *fetching); err != nil {
		lines.Failed(err)
		os.Exit(1)
	}
}

func run(forwarder, serving, fetching string) error {
	client, err := connect.Client(forwarder, storage.NewMemoryStore())
	if err != nil {
		return err
	}
	defer connect.Stop(client)
	if serving != "" {
		return serve(client.Engine(), serving)
	}
	return fetch(client, fetching)
}

func serve(engine ndn.Engine, uri string) error {
	prefix, err := enc.NameFromStr(uri)
	if err != nil {
		return err
	}
	err = engine.AttachHandler(prefix, func(asked ndn.InterestHandlerArgs) {
		name := asked.Interest.Name()
		data, err := engine.Spec().MakeData(
			name,
			&ndn.DataConfig{Freshness: optional.Some(time.Second)},
			enc.Wire{[]byte(name.String())},
			signer.NewSha256Signer(),
		)
		if err == nil {
			err = asked.Reply(data.Wire)
		}
		if err != nil {
			lines.Failed(err)
		}
	})
	if err != nil {
		return err
	}
	if err := engine.RegisterRoute(prefix); err != nil {
		return err
	}
	lines.Ready()
	for range lines.Commands() {
	}
	return nil
}

func fetch(client ndn.Client, uri string) error {
	name, err := enc.NameFromStr(uri)
	if err != nil {
		return err
	}
	done := make(chan error)
	client.ExpressR(ndn.ExpressRArgs{
		Name:   name,
		Config: &ndn.InterestConfig{Lifetime: optional.Some(4 * time.Second)},
		Callback: func(answer ndn.ExpressCallbackArgs) {
			switch {
			case answer.Result != ndn.InterestResultData:
				done <- fmt.Errorf("%s: %v", uri, answer.Result)
			case !signer.ValidateSha256(answer.SigCovered, answer.Data.Signature()):
				done <- fmt.Errorf("%s: the digest does not match", uri)
			default:
				lines.Fetched(answer.Data.Name().String(), string(answer.Data.Content().Join()))
				done <- nil
			}
		},
	})
	return <-done
}

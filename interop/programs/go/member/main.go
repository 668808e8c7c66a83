// A member on NDNd's sync packages; interop/README.md says what it is told and tells.
package main

import (
	"flag"
	"fmt"
	"os"

	enc "github.com/named-data/ndnd/std/encoding"
	"github.com/named-data/ndnd/std/ndn"
	"github.com/named-data/ndnd/std/object/storage"

	"example.org/svs/interop/internal/connect"
	"example.org/svs/interop/internal/lines"
)

// member is one of the classes of NDNd.
type member interface {
	// routes are the prefixes to register before it starts.
	routes() []enc.Name
	start() error
	publish(text string) (seqNo uint64, err error)
	// announce raises the sequence number with no publication behind it.
	announce() (seqNo uint64, err error)
	stop() error
}

// where says what a member is a member of.
type where struct {
	client      ndn.Client
	group, node enc.Name
}

var classes = map[string]func(where) (member, error){
	"SvSync": newSvSync,
	"SvsALO": newSvsALO,
}

func main() {
	class := flag.String("class", "SvSync", "SvSync or SvsALO")
	node := flag.String("node", "", "name of the member")
	group := flag.String("group", "", "name of the group")
	forwarder := flag.String("forwarder", "", "URI of the forwarder")
	state := flag.String("state", "", "directory for what it remembers")
	flag.Parse()
	if classes[*class] == nil || *node == "" || *group == "" || *forwarder == "" {
		fmt.Fprintln(os.Stderr, "Give --node, --group and --forwarder, and as --class one of SvSync, SvsALO.")
		os.Exit(2)
	}
	if err := run(*class, *node, *group, *forwarder, *state); err != nil {
		lines.Failed(err)
		os.Exit(1)
	}
}

func run(class, nodeURI, groupURI, forwarder, state string) error {
	node, err := enc.NameFromStr(nodeURI)
	if err != nil {
		return err
	}
	group, err := enc.NameFromStr(groupURI)
	if err != nil {
		return err
	}
	store, closeStore, err := openStore(state)
	if err != nil {
		return err
	}
	defer closeStore()
	client, err := connect.Client(forwarder, store)
	if err != nil {
		return err
	}
	defer connect.Stop(client)
	member, err := classes[class](where{client, group, node})
	if err != nil {
		return err
	}
	for _, route := range member.routes() {
		if err := client.Engine().RegisterRoute(route); err != nil {
			return err
		}
	}
	if err := member.start(); err != nil {
		return err
	}
	lines.Ready()
	for command := range lines.Commands() {
		if command.Do == "leave" {
			break
		}
		if err := carryOut(member, command); err != nil {
			lines.Failed(err)
		}
	}
	return member.stop()
}

func carryOut(member member, command lines.Command) error {
	at := lines.Now()
	var seqNo uint64
	var err error
	if command.Do == "publish" {
		seqNo, err = member.publish(command.Text)
	} else {
		seqNo, err = member.announce()
	}
	if err == nil {
		lines.Published(seqNo, at)
	}
	return err
}

// openStore opens a store in a directory, or in memory if there is none.
func openStore(directory string) (store ndn.Store, closeStore func() error, err error) {
	if directory == "" {
		return storage.NewMemoryStore(), func() error { return nil }, nil
	}
	badger, err := storage.NewBadgerStore(directory)
	if err != nil {
		return nil, nil, err
	}
	return badger, badger.Close, nil
}

// Writes what a member of NDNd's at-least-once layer sends to standard output; ndnd.json is made of it by
//
//	npm run interop -- --record --peer ndnd
package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"runtime/debug"
	"time"

	enc "github.com/named-data/ndnd/std/encoding"
	"github.com/named-data/ndnd/std/engine/basic"
	"github.com/named-data/ndnd/std/engine/face"
	"github.com/named-data/ndnd/std/ndn"
	spec "github.com/named-data/ndnd/std/ndn/spec_2022"
	"github.com/named-data/ndnd/std/object"
	"github.com/named-data/ndnd/std/object/storage"
	"github.com/named-data/ndnd/std/sync"
)

const (
	group         = "/example/group"
	node          = "/Alice/phone"
	bootstrapTime = 1_736_266_473
)

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// version is that of NDNd's module, of which this program is built.
func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/named-data/ndnd" {
			return module.Version
		}
	}
	panic("built without NDNd's module")
}

// last waits for packets and gives the last one, without its link layer.
func last(dummy *face.DummyFace) string {
	time.Sleep(200 * time.Millisecond)
	var packet enc.Buffer
	for {
		next, err := dummy.Consume()
		if err != nil {
			break
		}
		packet = next
	}
	outer, _, err := spec.ReadPacket(enc.NewBufferView(packet))
	check(err)
	if outer.LpPacket != nil {
		packet = outer.LpPacket.Fragment.Join()
	}
	return hex.EncodeToString(packet)
}

func main() {
	dummy := face.NewDummyFace()
	engine := basic.NewEngine(dummy, basic.NewTimer())
	check(engine.Start())
	client := object.NewClient(engine, storage.NewMemoryStore(), nil)
	check(client.Start())
	alo := must(sync.NewSvsALO(sync.SvsAloOpts{
		Name: must(enc.NameFromStr(node)),
		Svs: sync.SvSyncOpts{
			Client:      client,
			GroupPrefix: must(enc.NameFromStr(group)),
			BootTime:    bootstrapTime,
		},
	}))
	check(alo.Start())
	last(dummy)

	name, _, err := alo.Publish(enc.Wire{[]byte("hello")})
	check(err)
	syncInterest := last(dummy)

	request := must(spec.Spec{}.MakeInterest(name.Append(enc.NewSegmentComponent(0)), &ndn.InterestConfig{}, nil, nil))
	check(dummy.FeedPacket(request.Wire.Join()))
	publication := last(dummy)

	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	check(encoder.Encode(map[string]any{
		"implementation": "ndnd",
		"version":        version(),
		"recordedBy":     "record.go",
		"group":          group,
		"node":           node,
		"bootstrapTime":  bootstrapTime,
		"syncInterest":   syncInterest,
		"publication":    publication,
	}))
}

package main

import (
	"fmt"
	"sync"
	"time"

	enc "github.com/named-data/ndnd/std/encoding"
	"github.com/named-data/ndnd/std/ndn"
	"github.com/named-data/ndnd/std/ndn/svs_ps"
	"github.com/named-data/ndnd/std/security/signer"
	ndnsync "github.com/named-data/ndnd/std/sync"
	"github.com/named-data/ndnd/std/types/optional"

	"example.org/svs/interop/internal/lines"
)

const (
	packetSizeMax = 8800
	freshness     = 4 * time.Second
	// How long a publication is asked for, and the pause between two attempts.
	patience = 30 * time.Second
	pause    = 500 * time.Millisecond
)

// svSync is pure sync, with publications that this program serves and fetches under the names of the
// specification.
type svSync struct {
	where
	svs    *ndnsync.SvSync
	memory memory

	mutex    sync.Mutex
	rows     ndnsync.SvMap[uint64] // own and delivered
	backlogs map[life]*backlog
}

// life is a member's time between two bootstraps.
type life struct {
	node string // as NDNd's maps have it
	boot uint64
}

func newSvSync(w where) (member, error) {
	m := &svSync{where: w, memory: memoryOf(w), backlogs: make(map[life]*backlog)}
	state, err := m.memory.load(w.node, func(boot uint64) enc.Name { return m.dataPrefix(w.node, boot) })
	if err != nil {
		return nil, err
	}
	m.rows = rowsOf(state.StateVector)
	m.svs = ndnsync.NewSvSync(ndnsync.SvSyncOpts{
		Client:       w.client,
		GroupPrefix:  w.group,
		BootTime:     state.BootstrapTime,
		InitialState: state.StateVector,
		OnUpdate:     m.onUpdate,
	})
	return m, nil
}

func (m *svSync) dataPrefix(node enc.Name, boot uint64) enc.Name {
	return node.Append(m.group...).Append(enc.NewTimestampComponent(boot))
}

func (m *svSync) dataName(node enc.Name, boot, seqNo uint64) enc.Name {
	return m.dataPrefix(node, boot).Append(enc.NewSequenceNumComponent(seqNo))
}

func (m *svSync) routes() []enc.Name {
	return []enc.Name{m.group, m.dataPrefix(m.node, m.svs.GetBootTime())}
}

func (m *svSync) start() error {
	return m.svs.Start()
}

func (m *svSync) stop() error {
	return m.svs.Stop()
}

func (m *svSync) publish(text string) (uint64, error) {
	seqNo := m.svs.GetSeqNo(m.node) + 1
	name := m.dataName(m.node, m.svs.GetBootTime(), seqNo)
	data, err := m.client.Engine().Spec().MakeData(
		name,
		&ndn.DataConfig{Freshness: optional.Some(freshness)},
		enc.Wire{[]byte(text)},
		signer.NewSha256Signer(),
	)
	if err != nil {
		return 0, err
	}
	packet := data.Wire.Join()
	if len(packet) > packetSizeMax {
		return 0, fmt.Errorf("a publication is one packet here, and this one has %d octets", len(packet))
	}
	if err := m.client.Store().Put(name, packet); err != nil {
		return 0, err
	}
	return m.announce()
}

func (m *svSync) announce() (uint64, error) {
	seqNo := m.svs.IncrSeqNo(m.node)
	m.remember(m.node, m.svs.GetBootTime(), seqNo)
	return seqNo, nil
}

func (m *svSync) onUpdate(update ndnsync.SvSyncUpdate) {
	lines.Known(update.Name.String(), update.Low, update.High)
	m.mutex.Lock()
	defer m.mutex.Unlock()
	of := life{update.Name.TlvStr(), update.Boot}
	if m.backlogs[of] == nil {
		m.backlogs[of] = newBacklog()
		go m.deliver(update.Name.Clone(), update.Boot, update.Low, m.backlogs[of])
	}
	m.backlogs[of].upTo(update.High)
}

// deliver delivers a life's publications in order, as they become known.
func (m *svSync) deliver(node enc.Name, boot, low uint64, backlog *backlog) {
	for seqNo := low; ; seqNo++ {
		backlog.await(seqNo)
		text, err := m.fetchPatiently(m.dataName(node, boot, seqNo))
		if err != nil {
			lines.Failed(err)
		} else {
			lines.Delivered(node.String(), seqNo, text)
		}
		m.remember(node, boot, seqNo)
	}
}

func (m *svSync) fetchPatiently(name enc.Name) (text string, err error) {
	for giveUp := time.Now().Add(patience); time.Now().Before(giveUp); time.Sleep(pause) {
		if text, err = m.fetch(name); err == nil {
			return text, nil
		}
	}
	return "", err
}

func (m *svSync) fetch(name enc.Name) (string, error) {
	type outcome struct {
		text string
		err  error
	}
	done := make(chan outcome)
	m.client.ExpressR(ndn.ExpressRArgs{
		Name:   name,
		Config: &ndn.InterestConfig{Lifetime: optional.Some(time.Second)},
		Callback: func(answer ndn.ExpressCallbackArgs) {
			switch {
			case answer.Result != ndn.InterestResultData:
				done <- outcome{err: fmt.Errorf("%s could not be fetched: %v", name, answer.Result)}
			case !signer.ValidateSha256(answer.SigCovered, answer.Data.Signature()):
				done <- outcome{err: fmt.Errorf("%s: the digest does not match", name)}
			default:
				done <- outcome{text: string(answer.Data.Content().Join())}
			}
		},
	})
	result := <-done
	return result.text, result.err
}

// remember notes how far a life was delivered, or how far this member published.
func (m *svSync) remember(node enc.Name, boot, seqNo uint64) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.rows.Set(node.TlvStr(), boot, seqNo)
	state := svs_ps.InstanceState{
		Name:          m.node,
		BootstrapTime: m.svs.GetBootTime(),
		StateVector:   vectorOf(m.rows),
	}
	if err := m.memory.save(state.Encode()); err != nil {
		lines.Failed(err)
	}
}

package main

import (
	"errors"

	enc "github.com/named-data/ndnd/std/encoding"
	ndnsync "github.com/named-data/ndnd/std/sync"

	"example.org/svs/interop/internal/lines"
)

// svsALO is the at-least-once layer, which produces, fetches and delivers by itself. What it knows of
// before it has fetched it, it does not tell.
type svsALO struct {
	alo    *ndnsync.SvsALO
	memory memory
}

func newSvsALO(w where) (member, error) {
	m := &svsALO{memory: memoryOf(w)}
	state, err := m.memory.load(w.node, func(boot uint64) enc.Name {
		return w.group.Append(w.node...).Append(enc.NewTimestampComponent(boot))
	})
	if err != nil {
		return nil, err
	}
	m.alo, err = ndnsync.NewSvsALO(ndnsync.SvsAloOpts{
		Name:         w.node,
		InitialState: state.Encode(),
		Svs:          ndnsync.SvSyncOpts{Client: w.client, GroupPrefix: w.group},
	})
	if err != nil {
		return nil, err
	}
	m.alo.SetOnError(lines.Failed)
	return m, m.alo.SubscribePublisher(enc.Name{}, func(pub ndnsync.SvsPub) {
		lines.Delivered(pub.Publisher.String(), pub.SeqNum, string(pub.Bytes()))
		m.save(pub.State)
	})
}

func (m *svsALO) routes() []enc.Name {
	return []enc.Name{m.alo.SyncPrefix(), m.alo.DataPrefix()}
}

func (m *svsALO) start() error {
	return m.alo.Start()
}

func (m *svsALO) publish(text string) (uint64, error) {
	_, state, err := m.alo.Publish(enc.Wire{[]byte(text)})
	if err != nil {
		return 0, err
	}
	m.save(state)
	return m.alo.SeqNo(), nil
}

func (m *svsALO) announce() (uint64, error) {
	return 0, errors.New("SvsALO announces nothing without a publication")
}

func (m *svsALO) stop() error {
	return m.alo.Stop()
}

func (m *svsALO) save(state enc.Wire) {
	if err := m.memory.save(state); err != nil {
		lines.Failed(err)
	}
}

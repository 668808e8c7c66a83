package main

import (
	"time"

	enc "github.com/named-data/ndnd/std/encoding"
	"github.com/named-data/ndnd/std/ndn"
	spec "github.com/named-data/ndnd/std/ndn/spec_2022"
	svs "github.com/named-data/ndnd/std/ndn/svs/v3"
	"github.com/named-data/ndnd/std/ndn/svs_ps"
	ndnsync "github.com/named-data/ndnd/std/sync"
)

// memory is where a member's state is, beside its publications: its bootstrap time, and how far it
// delivered what others published.
type memory struct {
	store ndn.Store
	key   enc.Name
}

func memoryOf(w where) memory {
	return memory{w.client.Store(), w.group.Append(enc.NewKeywordComponent("state"))}
}

func (m memory) save(state enc.Wire) error {
	return m.store.Put(m.key, state.Join())
}

// load returns the state of a member's earlier life, or a first one, which is saved before anything
// is published under its bootstrap time.
//
// How far it published itself is also what the store holds: after a publication the state is saved
// last, and may never have been.
func (m memory) load(node enc.Name, dataPrefix func(boot uint64) enc.Name) (*svs_ps.InstanceState, error) {
	saved, err := m.store.Get(m.key, false)
	if err != nil {
		return nil, err
	}
	if saved == nil {
		first := &svs_ps.InstanceState{
			Name:          node,
			BootstrapTime: uint64(time.Now().Unix()),
			StateVector:   &svs.StateVector{},
		}
		return first, m.save(first.Encode())
	}
	state, err := svs_ps.ParseInstanceState(enc.NewBufferView(saved), true)
	if err != nil {
		return nil, err
	}
	seqNo, err := m.lastPublished(dataPrefix(state.BootstrapTime))
	if err != nil {
		return nil, err
	}
	rows := rowsOf(state.StateVector)
	rows.Set(node.TlvStr(), state.BootstrapTime, max(seqNo, rows.Get(node.TlvStr(), state.BootstrapTime)))
	state.StateVector = vectorOf(rows)
	return state, nil
}

// lastPublished is the number of the last publication in the store, 0 if there is none.
func (m memory) lastPublished(dataPrefix enc.Name) (uint64, error) {
	last, err := m.store.Get(dataPrefix, true)
	if err != nil || last == nil {
		return 0, err
	}
	data, _, err := spec.Spec{}.ReadData(enc.NewBufferView(last))
	if err != nil {
		return 0, err
	}
	return data.Name().At(len(dataPrefix)).NumberVal(), nil
}

// rowsOf gives a state vector as NDNd keeps it in memory.
func rowsOf(vector *svs.StateVector) ndnsync.SvMap[uint64] {
	rows := ndnsync.NewSvMap[uint64](len(vector.Entries))
	for _, entry := range vector.Entries {
		for _, row := range entry.SeqNoEntries {
			rows.Set(entry.Name.TlvStr(), row.BootstrapTime, row.SeqNo)
		}
	}
	return rows
}

func vectorOf(rows ndnsync.SvMap[uint64]) *svs.StateVector {
	return rows.Encode(func(seqNo uint64) uint64 { return seqNo })
}

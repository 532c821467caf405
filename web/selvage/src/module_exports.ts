// What the module of web/wasm exports. Times are microseconds.
export type Address = number;
type Handle = number;
/** Of a node in a document, valid until that is edited. */
type Place = number;
/** Below 0 an error's number less 1. */
type Code = number;

/** What is refused once a call has failed. */
export interface Exports {
  _initialize(): void;
  window(): Address;
  window_size(): number;
  crc32c(size: number, before: number): number;
  blake3(size: number): void;
  blake3_begin(): void;
  blake3_add(size: number): void;
  blake3_finish(): void;
  stream_pinger(seedLow: number, seedHigh: number, count: number, now: number): Handle;
  stream_responder(now: number): Handle;
  stream_receive_size_max(): number;
  stream_receive(handle: Handle, size: number, now: number): void;
  stream_end(handle: Handle, now: number): void;
  stream_expire(handle: Handle, now: number): void;
  stream_outgoing(handle: Handle): Address;
  stream_outgoing_size(handle: Handle): number;
  stream_consume(handle: Handle, size: number): void;
  stream_next_event(handle: Handle): Address;
  stream_event_size(): number;
  stream_deadline(handle: Handle): number;
  stream_ended(handle: Handle): number;
  stream_trace(handle: Handle): void;
  stream_free(handle: Handle): void;
  shown(): Address;
  document_create(nameSize: number): Handle;
  document_name_size_max(): number;
  document_name(document: Handle): void;
  document_author(document: Handle): void;
  document_can_write(document: Handle): Code;
  document_commands(document: Handle, size: number): void;
  document_perform(document: Handle, size: number, now: number): Code;
  document_edit(document: Handle, size: number, now: number, joinsUndo: number): Code;
  document_commands_done(document: Handle): number;
  document_abandon(document: Handle, now: number): Code;
  document_undo(document: Handle, now: number): Code;
  document_redo(document: Handle, now: number): Code;
  document_undo_state(document: Handle): number;
  document_subscribe(document: Handle, size: number): Code;
  document_unsubscribe(document: Handle, id: number): void;
  document_news(document: Handle): void;
  document_drop_news(document: Handle): void;
  document_version(document: Handle): void;
  document_place_under(document: Handle, place: Place, keySize: number, kind: number): Place;
  document_place_at(document: Handle, place: Place, position: number, kind: number): Place;
  document_value_under(document: Handle, place: Place, keySize: number): number;
  document_value_at(document: Handle, place: Place, position: number): number;
  document_weight_under(
    document: Handle,
    place: Place,
    keySize: number,
    valuesMax: number,
  ): number;
  document_weight_at(
    document: Handle,
    place: Place,
    position: number,
    valuesMax: number,
  ): number;
  document_size(document: Handle, place: Place): number;
  document_text(document: Handle, place: Place, begin: number, end: number): Code;
  document_runs(document: Handle, place: Place, begin: number, end: number): Code;
  document_counter(document: Handle, place: Place): void;
  document_keys(document: Handle, place: Place, keySize: number, isFirst: number): number;
  document_members(document: Handle, place: Place, size: number, isFirst: number): Code;
  document_has(document: Handle, place: Place, size: number): Code;
  document_tree(document: Handle, place: Place, valuesMax: number): Code;
  document_has_wide(document: Handle): number;
  job_load(document: Handle): Handle;
  job_save(document: Handle): Handle;
  job_export(document: Handle): Handle;
  job_give(document: Handle): Handle;
  job_take(document: Handle): Handle;
  job_history(document: Handle): Handle;
  job_past(document: Handle): Handle;
  job_close(document: Handle): Handle;
  job_import(document: Handle, shapeSize: number, now: number): Code;
  job_expect(job: Handle, size: number): void;
  job_feed(job: Handle, size: number): void;
  job_run(job: Handle, steps: number): Code;
  job_output(job: Handle): void;
  job_position(job: Handle): number;
  job_made(job: Handle): Handle;
  job_free(job: Handle): void;
  swarm_create(
    agentSize: number,
    gossips: number,
    servesPerf: number,
    introduces: number,
    meets: number,
    asks: number,
    wallTime: number,
    now: number,
  ): Handle;
  swarm_free(swarm: Handle): void;
  swarm_id(swarm: Handle): void;
  swarm_reading_room(swarm: Handle): Address;
  swarm_reading_room_size(): number;
  swarm_receive(swarm: Handle, link: number, size: number, now: number): void;
  swarm_dialed(swarm: Handle, link: number, now: number): void;
  swarm_dial_failed(swarm: Handle, link: number, failure: number, now: number): void;
  swarm_end(swarm: Handle, link: number, now: number): void;
  swarm_next_ready(swarm: Handle): number;
  swarm_outgoing(swarm: Handle, link: number): void;
  swarm_consume(swarm: Handle, link: number, size: number): void;
  swarm_next_event(swarm: Handle, now: number): number;
  swarm_next_order(swarm: Handle, now: number): number;
  swarm_expire(swarm: Handle, now: number): void;
  swarm_deadline(swarm: Handle): number;
  swarm_dial(swarm: Handle, size: number, now: number): Code;
  swarm_close_peer(swarm: Handle, size: number, now: number): Code;
  swarm_close_link(swarm: Handle, link: number, now: number): void;
  swarm_add_protocol(swarm: Handle, size: number): Code;
  swarm_remove_protocol(swarm: Handle, size: number): Code;
  swarm_introduce(swarm: Handle, size: number, now: number): Code;
  swarm_answer_introduction(swarm: Handle, introduction: number, accepts: number, now: number): number;
  swarm_counters(swarm: Handle): void;
  swarm_open(swarm: Handle, size: number, now: number): Code;
  swarm_write(swarm: Handle, link: number, stream: number, size: number): number;
  swarm_credit(swarm: Handle, link: number, stream: number, size: number): void;
  swarm_finish(swarm: Handle, link: number, stream: number, now: number): void;
  swarm_reset(swarm: Handle, link: number, stream: number): void;
  swarm_ping(swarm: Handle, size: number, count: number, interval: number, now: number): Code;
  swarm_perf(swarm: Handle, size: number, upload: number, download: number, now: number): Code;
  swarm_subscribe(swarm: Handle, size: number, now: number): number;
  swarm_unsubscribe(swarm: Handle, size: number, now: number): void;
  swarm_message(swarm: Handle, size: number): number;
  swarm_publish(swarm: Handle, size: number, now: number): number;
  swarm_validate(swarm: Handle, size: number, verdict: number, now: number): number;
  swarm_describe_direct(swarm: Handle, link: number, size: number): Code;
  mesh_name_in_invite(size: number, wallTime: number): number;
  mesh_join(swarm: Handle, size: number, keepsEverything: number, hasDisk: number, mayHaveForgotten: number, wallTime: number, now: number): number;
  mesh_next_request(swarm: Handle, now: number): number;
  mesh_add_to_answer(swarm: Handle, size: number): void;
  mesh_answer(swarm: Handle, now: number): number;
  mesh_ask(swarm: Handle, size: number, now: number): void;
  mesh_outgoing(swarm: Handle): void;
  mesh_consume(swarm: Handle, size: number, now: number): void;
  mesh_leave(swarm: Handle, now: number): void;
  mesh_set_hidden(swarm: Handle, isHidden: number, now: number): void;
  mesh_freeze(swarm: Handle, now: number): void;
  mesh_wake(swarm: Handle, now: number): void;
  swarm_refuse_changes(swarm: Handle): void;
  swarm_dialed_directly(swarm: Handle, link: number, now: number): void;
  swarm_channel_opened(swarm: Handle, link: number, now: number): number;
  swarm_channel_ready(swarm: Handle, link: number, channel: number): void;
  swarm_channel_received(
    swarm: Handle,
    link: number,
    channel: number,
    size: number,
    now: number,
  ): void;
  swarm_channel_refused(swarm: Handle, link: number, channel: number, now: number): void;
  swarm_channel_closed(swarm: Handle, link: number, channel: number, now: number): void;
  swarm_next_channel_order(swarm: Handle, link: number): number;
  swarm_consume_channel_order(swarm: Handle, link: number): void;
  swarm_mesh(swarm: Handle, size: number): void;
  swarm_join_board(swarm: Handle, now: number): void;
  swarm_leave_board(swarm: Handle): void;
  swarm_forget_board(swarm: Handle): void;
  swarm_hear_note(swarm: Handle, size: number, now: number): void;
  swarm_next_meeting_order(swarm: Handle): number;
  swarm_describe_meeting(swarm: Handle, meeting: number, size: number, now: number): void;
  swarm_add_candidate(swarm: Handle, meeting: number, size: number, now: number): void;
  swarm_meeting_failed(swarm: Handle, meeting: number): void;
  swarm_meet(swarm: Handle, meeting: number, now: number): number;
}

/** What is there even then. */
export interface Unguarded {
  readonly memory: WebAssembly.Memory;
  panic_message(): Address;
  panic_message_size(): number;
}

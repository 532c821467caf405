// Workers have no RTCPeerConnection. What a node in one orders of those that its page makes for it, and what they tell.

export type RtcCall =
  | "createOffer"
  | "createAnswer"
  | "setLocalDescription"
  | "setRemoteDescription"
  | "addIceCandidate";

/** Connections and channels have numbers; those of channels that the peer opened are below 0. */
export type RtcOrder =
  | { readonly do: "make"; readonly connection: number; readonly configuration: RTCConfiguration }
  | { readonly do: "call"; readonly connection: number; readonly call: number; readonly name: RtcCall; readonly value: unknown }
  | {
      readonly do: "open";
      readonly connection: number;
      readonly channel: number;
      readonly label: string;
      readonly options: RTCDataChannelInit;
    }
  | { readonly do: "send"; readonly connection: number; readonly channel: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly do: "closeChannel"; readonly connection: number; readonly channel: number }
  | { readonly do: "close"; readonly connection: number };

/** Of a connection, whenever one of them is another. */
export interface RtcStates {
  readonly connectionState: RTCPeerConnectionState;
  readonly signalingState: RTCSignalingState;
  /** Once there is one. */
  readonly sctp?: { readonly state: RTCSctpTransportState; readonly below: RTCDtlsTransportState };
}

export type RtcNews = { readonly connection: number } & (
  | { readonly told: "answered"; readonly call: number; readonly value: unknown }
  | { readonly told: "refused"; readonly call: number; readonly name: string; readonly message: string }
  | { readonly told: "candidate"; readonly candidate: RTCIceCandidateInit }
  | { readonly told: "states"; readonly states: RtcStates }
  /** The peer opened a channel, which is open. With itself, it was handed over, and nothing more is told of it. */
  | { readonly told: "channel"; readonly channel: number; readonly itself?: RTCDataChannel }
  /** The same of one that was ordered. */
  | { readonly told: "handed"; readonly channel: number; readonly itself: RTCDataChannel }
  | { readonly told: "channelState"; readonly channel: number; readonly state: RTCDataChannelState }
  | { readonly told: "message"; readonly channel: number; readonly data: ArrayBuffer | string }
  /** So many of the bytes that were ordered on it have left. */
  | { readonly told: "sent"; readonly channel: number; readonly size: number }
);

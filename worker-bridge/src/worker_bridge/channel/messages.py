"""Every request that a worker answers and every notification that it takes, and what they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]
"""Contents of a message, with mediasoup's JSON keys."""


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One kind of request, named as in the schemas."""

    method: str
    """Member of FBS.Request.Method."""
    body: str | None = None
    """Member of FBS.Request.Body; None where a request carries nothing."""
    response: str | None = None
    """Member of FBS.Response.Body; None where the response carries nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Notification:
    """One kind of notification to the worker, named as in the schemas."""

    event: str
    """Member of FBS.Notification.Event."""
    body: str | None = None
    """Member of FBS.Notification.Body; None where a notification carries nothing."""


WORKER_CLOSE = Notification("WORKER_CLOSE")
TRANSPORT_SEND_RTCP = Notification("TRANSPORT_SEND_RTCP", "Transport_SendRtcpNotification")
PRODUCER_SEND = Notification("PRODUCER_SEND", "Producer_SendNotification")
DATAPRODUCER_SEND = Notification("DATAPRODUCER_SEND", "DataProducer_SendNotification")

WORKER_DUMP = Request("WORKER_DUMP", None, "Worker_DumpResponse")
WORKER_GET_RESOURCE_USAGE = Request(
    "WORKER_GET_RESOURCE_USAGE", None, "Worker_ResourceUsageResponse"
)
WORKER_UPDATE_SETTINGS = Request("WORKER_UPDATE_SETTINGS", "Worker_UpdateSettingsRequest")
WORKER_CREATE_WEBRTCSERVER = Request(
    "WORKER_CREATE_WEBRTCSERVER", "Worker_CreateWebRtcServerRequest"
)
WORKER_CREATE_ROUTER = Request("WORKER_CREATE_ROUTER", "Worker_CreateRouterRequest")
WORKER_WEBRTCSERVER_CLOSE = Request("WORKER_WEBRTCSERVER_CLOSE", "Worker_CloseWebRtcServerRequest")
WORKER_CLOSE_ROUTER = Request("WORKER_CLOSE_ROUTER", "Worker_CloseRouterRequest")
WEBRTCSERVER_DUMP = Request("WEBRTCSERVER_DUMP", None, "WebRtcServer_DumpResponse")

ROUTER_DUMP = Request("ROUTER_DUMP", None, "Router_DumpResponse")
ROUTER_CREATE_WEBRTCTRANSPORT = Request(
    "ROUTER_CREATE_WEBRTCTRANSPORT",
    "Router_CreateWebRtcTransportRequest",
    "WebRtcTransport_DumpResponse",
)
ROUTER_CREATE_WEBRTCTRANSPORT_WITH_SERVER = Request(
    "ROUTER_CREATE_WEBRTCTRANSPORT_WITH_SERVER",
    "Router_CreateWebRtcTransportRequest",
    "WebRtcTransport_DumpResponse",
)
ROUTER_CREATE_PLAINTRANSPORT = Request(
    "ROUTER_CREATE_PLAINTRANSPORT",
    "Router_CreatePlainTransportRequest",
    "PlainTransport_DumpResponse",
)
ROUTER_CREATE_PIPETRANSPORT = Request(
    "ROUTER_CREATE_PIPETRANSPORT",
    "Router_CreatePipeTransportRequest",
    "PipeTransport_DumpResponse",
)
ROUTER_CREATE_DIRECTTRANSPORT = Request(
    "ROUTER_CREATE_DIRECTTRANSPORT",
    "Router_CreateDirectTransportRequest",
    "DirectTransport_DumpResponse",
)
ROUTER_CLOSE_TRANSPORT = Request("ROUTER_CLOSE_TRANSPORT", "Router_CloseTransportRequest")
ROUTER_CREATE_ACTIVESPEAKEROBSERVER = Request(
    "ROUTER_CREATE_ACTIVESPEAKEROBSERVER", "Router_CreateActiveSpeakerObserverRequest"
)
ROUTER_CREATE_AUDIOLEVELOBSERVER = Request(
    "ROUTER_CREATE_AUDIOLEVELOBSERVER", "Router_CreateAudioLevelObserverRequest"
)
ROUTER_CLOSE_RTPOBSERVER = Request("ROUTER_CLOSE_RTPOBSERVER", "Router_CloseRtpObserverRequest")

WEBRTCTRANSPORT_DUMP = Request("TRANSPORT_DUMP", None, "WebRtcTransport_DumpResponse")
PLAINTRANSPORT_DUMP = Request("TRANSPORT_DUMP", None, "PlainTransport_DumpResponse")
PIPETRANSPORT_DUMP = Request("TRANSPORT_DUMP", None, "PipeTransport_DumpResponse")
DIRECTTRANSPORT_DUMP = Request("TRANSPORT_DUMP", None, "DirectTransport_DumpResponse")
WEBRTCTRANSPORT_GET_STATS = Request("TRANSPORT_GET_STATS", None, "WebRtcTransport_GetStatsResponse")
PLAINTRANSPORT_GET_STATS = Request("TRANSPORT_GET_STATS", None, "PlainTransport_GetStatsResponse")
PIPETRANSPORT_GET_STATS = Request("TRANSPORT_GET_STATS", None, "PipeTransport_GetStatsResponse")
DIRECTTRANSPORT_GET_STATS = Request("TRANSPORT_GET_STATS", None, "DirectTransport_GetStatsResponse")
WEBRTCTRANSPORT_CONNECT = Request(
    "WEBRTCTRANSPORT_CONNECT", "WebRtcTransport_ConnectRequest", "WebRtcTransport_ConnectResponse"
)
PLAINTRANSPORT_CONNECT = Request(
    "PLAINTRANSPORT_CONNECT", "PlainTransport_ConnectRequest", "PlainTransport_ConnectResponse"
)
PIPETRANSPORT_CONNECT = Request(
    "PIPETRANSPORT_CONNECT", "PipeTransport_ConnectRequest", "PipeTransport_ConnectResponse"
)
TRANSPORT_SET_MAX_INCOMING_BITRATE = Request(
    "TRANSPORT_SET_MAX_INCOMING_BITRATE", "Transport_SetMaxIncomingBitrateRequest"
)
TRANSPORT_SET_MAX_OUTGOING_BITRATE = Request(
    "TRANSPORT_SET_MAX_OUTGOING_BITRATE", "Transport_SetMaxOutgoingBitrateRequest"
)
TRANSPORT_SET_MIN_OUTGOING_BITRATE = Request(
    "TRANSPORT_SET_MIN_OUTGOING_BITRATE", "Transport_SetMinOutgoingBitrateRequest"
)
TRANSPORT_RESTART_ICE = Request("TRANSPORT_RESTART_ICE", None, "Transport_RestartIceResponse")
TRANSPORT_PRODUCE = Request(
    "TRANSPORT_PRODUCE", "Transport_ProduceRequest", "Transport_ProduceResponse"
)
TRANSPORT_CONSUME = Request(
    "TRANSPORT_CONSUME", "Transport_ConsumeRequest", "Transport_ConsumeResponse"
)
TRANSPORT_PRODUCE_DATA = Request(
    "TRANSPORT_PRODUCE_DATA", "Transport_ProduceDataRequest", "DataProducer_DumpResponse"
)
TRANSPORT_CONSUME_DATA = Request(
    "TRANSPORT_CONSUME_DATA", "Transport_ConsumeDataRequest", "DataConsumer_DumpResponse"
)
TRANSPORT_ENABLE_TRACE_EVENT = Request(
    "TRANSPORT_ENABLE_TRACE_EVENT", "Transport_EnableTraceEventRequest"
)
TRANSPORT_CLOSE_PRODUCER = Request("TRANSPORT_CLOSE_PRODUCER", "Transport_CloseProducerRequest")
TRANSPORT_CLOSE_CONSUMER = Request("TRANSPORT_CLOSE_CONSUMER", "Transport_CloseConsumerRequest")
TRANSPORT_CLOSE_DATAPRODUCER = Request(
    "TRANSPORT_CLOSE_DATAPRODUCER", "Transport_CloseDataProducerRequest"
)
TRANSPORT_CLOSE_DATACONSUMER = Request(
    "TRANSPORT_CLOSE_DATACONSUMER", "Transport_CloseDataConsumerRequest"
)

PRODUCER_DUMP = Request("PRODUCER_DUMP", None, "Producer_DumpResponse")
PRODUCER_GET_STATS = Request("PRODUCER_GET_STATS", None, "Producer_GetStatsResponse")
PRODUCER_PAUSE = Request("PRODUCER_PAUSE")
PRODUCER_RESUME = Request("PRODUCER_RESUME")
PRODUCER_ENABLE_TRACE_EVENT = Request(
    "PRODUCER_ENABLE_TRACE_EVENT", "Producer_EnableTraceEventRequest"
)

CONSUMER_DUMP = Request("CONSUMER_DUMP", None, "Consumer_DumpResponse")
CONSUMER_GET_STATS = Request("CONSUMER_GET_STATS", None, "Consumer_GetStatsResponse")
CONSUMER_PAUSE = Request("CONSUMER_PAUSE")
CONSUMER_RESUME = Request("CONSUMER_RESUME")
CONSUMER_SET_PREFERRED_LAYERS = Request(
    "CONSUMER_SET_PREFERRED_LAYERS",
    "Consumer_SetPreferredLayersRequest",
    "Consumer_SetPreferredLayersResponse",
)
CONSUMER_SET_PRIORITY = Request(
    "CONSUMER_SET_PRIORITY", "Consumer_SetPriorityRequest", "Consumer_SetPriorityResponse"
)
CONSUMER_REQUEST_KEY_FRAME = Request("CONSUMER_REQUEST_KEY_FRAME")
CONSUMER_ENABLE_TRACE_EVENT = Request(
    "CONSUMER_ENABLE_TRACE_EVENT", "Consumer_EnableTraceEventRequest"
)

DATAPRODUCER_DUMP = Request("DATAPRODUCER_DUMP", None, "DataProducer_DumpResponse")
DATAPRODUCER_GET_STATS = Request("DATAPRODUCER_GET_STATS", None, "DataProducer_GetStatsResponse")
DATAPRODUCER_PAUSE = Request("DATAPRODUCER_PAUSE")
DATAPRODUCER_RESUME = Request("DATAPRODUCER_RESUME")

DATACONSUMER_DUMP = Request("DATACONSUMER_DUMP", None, "DataConsumer_DumpResponse")
DATACONSUMER_GET_STATS = Request("DATACONSUMER_GET_STATS", None, "DataConsumer_GetStatsResponse")
DATACONSUMER_PAUSE = Request("DATACONSUMER_PAUSE")
DATACONSUMER_RESUME = Request("DATACONSUMER_RESUME")
DATACONSUMER_GET_BUFFERED_AMOUNT = Request(
    "DATACONSUMER_GET_BUFFERED_AMOUNT", None, "DataConsumer_GetBufferedAmountResponse"
)
DATACONSUMER_SET_BUFFERED_AMOUNT_LOW_THRESHOLD = Request(
    "DATACONSUMER_SET_BUFFERED_AMOUNT_LOW_THRESHOLD",
    "DataConsumer_SetBufferedAmountLowThresholdRequest",
)
DATACONSUMER_SEND = Request(
    "DATACONSUMER_SEND", "DataConsumer_SendRequest", "DataConsumer_SendResponse"
)
DATACONSUMER_SET_SUBCHANNELS = Request(
    "DATACONSUMER_SET_SUBCHANNELS",
    "DataConsumer_SetSubchannelsRequest",
    "DataConsumer_SetSubchannelsResponse",
)
DATACONSUMER_ADD_SUBCHANNEL = Request(
    "DATACONSUMER_ADD_SUBCHANNEL",
    "DataConsumer_AddSubchannelRequest",
    "DataConsumer_AddSubchannelResponse",
)
DATACONSUMER_REMOVE_SUBCHANNEL = Request(
    "DATACONSUMER_REMOVE_SUBCHANNEL",
    "DataConsumer_RemoveSubchannelRequest",
    "DataConsumer_RemoveSubchannelResponse",
)

RTPOBSERVER_PAUSE = Request("RTPOBSERVER_PAUSE")
RTPOBSERVER_RESUME = Request("RTPOBSERVER_RESUME")
RTPOBSERVER_ADD_PRODUCER = Request("RTPOBSERVER_ADD_PRODUCER", "RtpObserver_AddProducerRequest")
RTPOBSERVER_REMOVE_PRODUCER = Request(
    "RTPOBSERVER_REMOVE_PRODUCER", "RtpObserver_RemoveProducerRequest"
)

#include "voice/media/sockets.h"

#include <time.h>

#include <algorithm>
#include <cstring>

namespace voice::media {
namespace {

constexpr std::int64_t oldest_stamp_ns = 2'000'000'000;
constexpr int most_drained = 1000;

void send(const base::Descriptor& socket, std::span<const std::uint8_t> packet, const Address& to) {
  // What cannot be sent now is not worth sending later.
  if (socket)
    sendto(socket.number(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL, to.socket_address(),
           to.length());
}

}  // namespace

ClockPair ClockPair::now() {
  timespec wall{};
  clock_gettime(CLOCK_REALTIME, &wall);
  return {std::chrono::steady_clock::now(), wall.tv_sec * std::int64_t{1'000'000'000} + wall.tv_nsec};
}

Moment ClockPair::of_wall(std::int64_t ns) const {
  const std::int64_t ago = wall_ns - ns;
  return ago < 0 || ago > oldest_stamp_ns ? monotonic : monotonic - std::chrono::nanoseconds(ago);
}

struct DatagramReader::Slot {
  sockaddr_in6 from;
  iovec bytes;
  alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(timespec))> control;
  std::array<std::uint8_t, packet_limit + 1> room;
};

DatagramReader::DatagramReader(std::size_t batch)
    : batch_(batch), slots_(new Slot[batch]()), headers_(new mmsghdr[batch]()) {
  for (std::size_t i = 0; i < batch; ++i) {
    slots_[i].bytes = {slots_[i].room.data(), slots_[i].room.size()};
    msghdr& header = headers_[i].msg_hdr;
    header.msg_name = &slots_[i].from;
    header.msg_iov = &slots_[i].bytes;
    header.msg_iovlen = 1;
    header.msg_control = slots_[i].control.data();
  }
}

DatagramReader::~DatagramReader() = default;

std::size_t DatagramReader::receive(const base::Descriptor& socket) {
  for (std::size_t i = 0; i < batch_; ++i) {  // the kernel leaves the lengths of the last time in them
    headers_[i].msg_hdr.msg_namelen = sizeof(sockaddr_in6);
    headers_[i].msg_hdr.msg_controllen = sizeof slots_[i].control;
  }
  const int count = recvmmsg(socket.number(), headers_.get(), static_cast<unsigned>(batch_), MSG_DONTWAIT, nullptr);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

std::optional<Address> DatagramReader::sender(std::size_t i) const {
  const mmsghdr& header = headers_[i];
  if ((header.msg_hdr.msg_flags & MSG_TRUNC) != 0 || header.msg_len > packet_limit) return std::nullopt;
  return Address::from(reinterpret_cast<const sockaddr*>(&slots_[i].from), header.msg_hdr.msg_namelen);
}

std::span<std::uint8_t> DatagramReader::bytes(std::size_t i) {
  return {slots_[i].room.data(), headers_[i].msg_len};
}

Moment DatagramReader::arrival(std::size_t i, const ClockPair& clocks) const {
  msghdr header = headers_[i].msg_hdr;
  const cmsghdr* control = CMSG_FIRSTHDR(&header);
  if (control == nullptr || control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_TIMESTAMPNS)
    return clocks.monotonic;
  timespec stamp;
  std::memcpy(&stamp, CMSG_DATA(control), sizeof stamp);
  return clocks.of_wall(stamp.tv_sec * std::int64_t{1'000'000'000} + stamp.tv_nsec);
}

void SocketWire::send_rtp(std::span<const std::uint8_t> packet, const Address& to) {
  send(rtp_, packet, to);
}

void SocketWire::send_rtcp(std::span<const std::uint8_t> packet, const Address& to) {
  send(rtcp_, packet, to);
}

struct BatchWire::Slot {
  Address to;
  iovec bytes;
  std::array<std::uint8_t, packet_limit> room;
};

BatchWire::BatchWire(const base::Descriptor& socket)
    : socket_(socket), slots_(new Slot[batch]()), headers_(new mmsghdr[batch]()) {}
BatchWire::~BatchWire() = default;

void BatchWire::send_rtp(std::span<const std::uint8_t> packet, const Address& to) {
  if (packet.size() > packet_limit) return;
  if (waiting_ == batch) flush();
  Slot& slot = slots_[waiting_];
  slot.to = to;
  std::copy(packet.begin(), packet.end(), slot.room.begin());
  slot.bytes = {slot.room.data(), packet.size()};
  msghdr& header = headers_[waiting_++].msg_hdr;
  header.msg_name = const_cast<sockaddr*>(slot.to.socket_address());
  header.msg_namelen = slot.to.length();
  header.msg_iov = &slot.bytes;
  header.msg_iovlen = 1;
}

void BatchWire::flush() {
  std::size_t sent = 0;
  while (sent < waiting_) {
    const int count = sendmmsg(socket_.number(), &headers_[sent], static_cast<unsigned>(waiting_ - sent),
                               MSG_DONTWAIT | MSG_NOSIGNAL);
    // One that cannot be sent (no way there) must not hold up those behind it.
    sent += count > 0 ? static_cast<std::size_t>(count) : 1;
  }
  waiting_ = 0;
}

void drain(const base::Descriptor& socket) {
  std::uint8_t byte;
  for (int i = 0; i < most_drained; ++i)
    if (recv(socket.number(), &byte, sizeof byte, MSG_DONTWAIT) < 0) return;
}

}  // namespace voice::media

#pragma once
// Datagrams in and out, many in a call. Media thread.

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <span>

#include "base/descriptor.h"
#include "voice/media/frame.h"
#include "voice/media/rtp.h"
#include "voice/media/wire.h"

namespace voice::media {

// Both clocks at one instant, to tell the kernel's stamps (wall clock) in our time.
struct ClockPair {
  Moment monotonic;
  std::int64_t wall_ns;
  static ClockPair now();
  // Nonsense, as after a step of the wall clock, gives the present.
  Moment of_wall(std::int64_t ns) const;
};

// Reads with recvmmsg into memory of its own. What is longer than packet_limit is dropped.
class DatagramReader {
 public:
  explicit DatagramReader(std::size_t batch);
  ~DatagramReader();

  // Calls `take(std::span<std::uint8_t>, const Address&, Moment arrival)` for each datagram that is
  // there, but no more than `most`, which stops a flood from stopping the tick.
  template <class Take>
  void read(const base::Descriptor& socket, const ClockPair& clocks, std::size_t most, Take take) {
    for (std::size_t seen = 0; seen < most;) {
      const std::size_t count = receive(socket);
      for (std::size_t i = 0; i < count; ++i)
        if (const auto from = sender(i)) take(bytes(i), *from, arrival(i, clocks));
      seen += count;
      if (count < batch_) return;
    }
  }

 private:
  struct Slot;
  std::size_t receive(const base::Descriptor& socket);
  std::optional<Address> sender(std::size_t i) const;
  std::span<std::uint8_t> bytes(std::size_t i);
  Moment arrival(std::size_t i, const ClockPair& clocks) const;

  const std::size_t batch_;
  std::unique_ptr<Slot[]> slots_;
  std::unique_ptr<mmsghdr[]> headers_;
};

// The pair of sockets of one leg.
class SocketWire final : public Wire {
 public:
  SocketWire(base::Descriptor rtp, base::Descriptor rtcp) : rtp_(std::move(rtp)), rtcp_(std::move(rtcp)) {}
  void send_rtp(std::span<const std::uint8_t> packet, const Address& to) override;
  void send_rtcp(std::span<const std::uint8_t> packet, const Address& to) override;

  const base::Descriptor& rtp() const { return rtp_; }
  const base::Descriptor& rtcp() const { return rtcp_; }

 private:
  base::Descriptor rtp_, rtcp_;
};

// One socket for many legs: what is sent is gathered, and goes out with sendmmsg.
class BatchWire final : public Wire {
 public:
  explicit BatchWire(const base::Descriptor& socket);
  ~BatchWire() override;
  void send_rtp(std::span<const std::uint8_t> packet, const Address& to) override;
  void send_rtcp(std::span<const std::uint8_t> packet, const Address& to) override { send_rtp(packet, to); }
  void flush();

 private:
  static constexpr std::size_t batch = 64;
  struct Slot;

  const base::Descriptor& socket_;
  std::unique_ptr<Slot[]> slots_;
  std::unique_ptr<mmsghdr[]> headers_;
  std::size_t waiting_ = 0;
};

// Throws away what is waiting: it came before the socket was anybody's.
void drain(const base::Descriptor& socket);

}  // namespace voice::media

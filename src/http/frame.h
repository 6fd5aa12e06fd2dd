#pragma once
// WebSocket frames (RFC 6455 §5): a bounded reader for what clients send, and the heads
// of what the server sends. Private to the module; pure.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace http {

enum class Opcode : std::uint8_t { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

// Codes of RFC 6455 §7.4 that the server itself uses.
namespace close_code {
inline constexpr int kNormal = 1000, kProtocol = 1002, kUnsupported = 1003, kNone = 1005, kNotUtf8 = 1007,
                     kTooBig = 1009, kInternal = 1011, kRestart = 1012, kTryLater = 1013;
}

inline constexpr std::size_t kMaxFrameHead = 10;

// Writes the head of a whole, unmasked frame to `out`, which has room for
// kMaxFrameHead bytes. Gives its size.
std::size_t write_frame_head(char* out, Opcode opcode, std::size_t payload_size);

// The payload of a close frame; the reason is cut to 120 bytes at a code point.
std::string close_payload(int code, std::string_view reason);

// Puts frames of a client together to messages. Holds no more than one message and
// one control frame, however the bytes come.
class FrameReader {
 public:
  enum class Event {
    NeedMore,
    Text,  // payload() is a whole message of valid UTF-8
    Ping,  // payload() is to be sent back
    Pong,
    Close,  // code() is the client's, kNone when it gave none
    Fault,  // code() is what the connection must be closed with
  };

  explicit FrameReader(std::size_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}

  // Takes bytes off the front of `bytes` until something has happened. Behind Close
  // and Fault nothing is read any more.
  Event next(std::string_view& bytes);
  // The payload of the last event, for the caller to take.
  std::string& payload() { return payload_; }
  int code() const { return code_; }

 private:
  bool take_head(std::string_view& bytes);
  std::size_t head_size() const;
  void take_payload(std::string_view& bytes);
  int fault_of_first_bytes() const;
  int fault_of_length();
  Event fault(int code);
  Event end_of_frame();
  Event end_of_control();
  Event end_of_message();
  Event end_of_close();

  Opcode opcode() const { return static_cast<Opcode>(head_[0] & 0x0f); }
  bool final_fragment() const { return (head_[0] & 0x80) != 0; }
  bool control() const { return (head_[0] & 0x08) != 0; }

  const std::size_t max_message_bytes_;
  std::array<unsigned char, 14> head_{};
  std::size_t head_read_ = 0;
  std::uint64_t length_ = 0, read_ = 0;  // of the payload of this frame
  bool in_payload_ = false;
  bool in_message_ = false;  // a first fragment has come, the last has not
  bool ended_ = false;
  std::string message_, control_, payload_;
  int code_ = 0;
};

}  // namespace http

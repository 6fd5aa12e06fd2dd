#pragma once
// Covers what was lost: repeats the last pitch period, and fades to silence within 50 ms
// (ITU-T G.711 Appendix I in spirit, spandsp's plc in fact). Owned by a jitter buffer.

#include <cstdint>
#include <memory>
#include <span>

namespace voice::media {

class Concealment {
 public:
  Concealment();
  ~Concealment();
  Concealment(Concealment&&) noexcept;
  Concealment& operator=(Concealment&&) noexcept;

  // What was received. After a gap its beginning is blended with what was made up.
  void good(std::span<std::int16_t> samples);
  // Makes samples up.
  void fill(std::span<std::int16_t> samples);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace voice::media

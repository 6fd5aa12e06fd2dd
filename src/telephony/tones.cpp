#include "telephony/tones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace telephony {
namespace {

using Samples = std::vector<std::int16_t>;
using voice::media::samples_per_second;

constexpr double full = 32'767.0;

double sine(double hertz, std::size_t sample) {
  return std::sin(2 * std::numbers::pi * hertz * static_cast<double>(sample) / samples_per_second);
}

// Adds a tone that begins and ends softly, so that nothing clicks.
void add_tone(Samples& samples, double hertz, double begin, double length, double level) {
  const auto first = static_cast<std::size_t>(begin * samples_per_second);
  const auto count = static_cast<std::size_t>(length * samples_per_second);
  constexpr std::size_t edge = samples_per_second / 100;
  for (std::size_t i = 0; i < count && first + i < samples.size(); ++i) {
    const auto soft = std::min({1.0, static_cast<double>(i) / edge, static_cast<double>(count - i) / edge});
    samples[first + i] = static_cast<std::int16_t>(samples[first + i] + full * level * soft * sine(hertz, i));
  }
}

voice::media::Sound share(Samples samples) {
  return std::make_shared<const Samples>(std::move(samples));
}

// A plucked string: three partials that die away.
void add_note(std::vector<double>& mix, int midi, double begin, double length, double level) {
  const double hertz = 440.0 * std::pow(2.0, (midi - 69) / 12.0);
  const auto first = static_cast<std::size_t>(begin * samples_per_second);
  const auto count = static_cast<std::size_t>(length * samples_per_second);
  for (std::size_t i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / samples_per_second;
    const double rise = std::min(1.0, t / 0.012);
    const double fall = std::exp(-2.2 * t / length) * std::min(1.0, (length - t) / 0.05);
    const double sound = sine(hertz, i) + 0.35 * sine(2 * hertz, i) + 0.12 * sine(3 * hertz, i);
    mix[(first + i) % mix.size()] += level * rise * fall * sound;
  }
}

// Eight bars of four chords in C, broken, with a melody of five tones above them.
Samples compose() {
  constexpr double beat = 0.6;
  constexpr std::array<std::array<int, 4>, 8> chords{{{48, 55, 60, 64},
                                                      {45, 52, 60, 64},
                                                      {41, 53, 57, 60},
                                                      {43, 50, 59, 62},
                                                      {48, 55, 60, 67},
                                                      {45, 57, 60, 64},
                                                      {50, 53, 57, 62},
                                                      {43, 55, 59, 62}}};
  constexpr std::array<int, 16> melody{76, 74, 72, 69, 72, 74, 76, 79, 81, 79, 76, 74, 72, 74, 69, 67};
  constexpr double bar = 8 * beat;
  std::vector<double> mix(static_cast<std::size_t>(chords.size() * bar * samples_per_second));
  for (std::size_t b = 0; b < chords.size(); ++b) {
    const double begin = static_cast<double>(b) * bar;
    for (std::size_t n = 0; n < 8; ++n)
      add_note(mix, chords[b][n % 4] + (n >= 4 ? 12 : 0), begin + static_cast<double>(n) * beat, 4 * beat, 0.16);
    for (std::size_t n = 0; n < 2; ++n)
      add_note(mix, melody[2 * b + n], begin + static_cast<double>(n) * 4 * beat, 3.6 * beat, 0.22);
  }
  double peak = 0;
  for (double value : mix) peak = std::max(peak, std::abs(value));
  Samples samples(mix.size());
  std::ranges::transform(mix, samples.begin(),
                         [&](double value) { return static_cast<std::int16_t>(full * 0.5 * value / peak); });
  return samples;
}

}  // namespace

voice::media::Sound ringing_tone() {
  static const auto sound = [] {
    Samples samples(5 * samples_per_second);
    add_tone(samples, 450, 0, 1, 0.15);
    return share(std::move(samples));
  }();
  return sound;
}

voice::media::Sound beep() {
  static const auto sound = [] {
    Samples samples(samples_per_second / 2);
    add_tone(samples, 1'000, 0.15, 0.3, 0.25);
    return share(std::move(samples));
  }();
  return sound;
}

voice::media::Sound waiting_music() {
  static const auto sound = share(compose());
  return sound;
}

}  // namespace telephony

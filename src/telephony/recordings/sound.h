#pragma once
// A recording as a WAV file that is made while it is read: two channels of 16 bit, so that
// every browser plays it.

#include <memory>

#include "voice/recording/reader.h"

namespace http {
struct Seekable;
}

namespace telephony {

std::shared_ptr<http::Seekable> wav_of(voice::recording::Reader reader);

}  // namespace telephony

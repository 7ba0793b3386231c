import {
  BadRequestException,
  Body,
  Controller,
  HttpCode,
  Post,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { AnswerEnquiry, type AnsweredOrgan } from '@kallelse/episodes';
import { ORGANS } from '@kallelse/population';
import { type OrganAnswers, ReplyBody } from './reply.dto';
import { SignedGuard } from './signed.guard';

/** What became of an answer. */
export interface ReplyResult {
  readonly result: 'taken' | 'held' | 'revoked' | 'repeated' | 'refused';
  /** Of a refusal: `code-form`, `code-not-good`, `code-other-letter`, `organ-not-asked` or `answer-missing`. */
  readonly code?: string;
}

/** Says what is expected, and repeats nothing of what came. */
function form(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: () =>
      new BadRequestException({
        code: 'REPLY_FORM',
        message:
          'expected {"session", "code", "answers": {ORGAN: "present" | "absent" | "declined"}}, or "revoke": true instead of answers',
      }),
  });
}

/** The answers to enquiries that residents give by code in the 1177 service, which passes each on as it comes. */
@Controller('1177')
export class RepliesController {
  constructor(private readonly enquiry: AnswerEnquiry) {}

  /** A refusal is an answer, too: the service shows it and sends nothing again. */
  @Post('replies')
  @HttpCode(200)
  @UseGuards(SignedGuard)
  async take(@Body(form()) { session, code, answers, revoke }: ReplyBody): Promise<ReplyResult> {
    const given = { code, answers: said(answers), revokes: revoke === true };
    const judged = await this.enquiry.byCode({ ...given, actor: { user: 'system:1177' }, session });
    return judged.kind === 'refused' ? { result: 'refused', code: judged.code } : { result: judged.kind };
  }
}

function said(answers: OrganAnswers | undefined): AnsweredOrgan[] {
  return ORGANS.flatMap((organ) => {
    const state = answers?.[organ];
    return state === undefined ? [] : [{ organ, state }];
  });
}
